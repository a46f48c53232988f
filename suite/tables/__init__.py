"""Where tables come from: catalogue, download, readers of official formats, the converted store, the embedded surrogate."""
