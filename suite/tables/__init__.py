"""Where tables come from: catalogue, download, readers of official formats, the store, the embedded surrogate."""
