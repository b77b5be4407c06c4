"""Cases: the record of what was posted, measured, decided and done. It never holds an image."""
