"""An assignment looked at before it is handed out."""
