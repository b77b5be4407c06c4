"""Charts as PNG. The one owner of matplotlib, which is loaded when one is drawn."""
