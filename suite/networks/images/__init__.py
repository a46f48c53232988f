"""Images: sets on disk, their file formats, and augmentation."""
