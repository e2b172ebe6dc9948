"""Questions of elsewhere as a draft chapter: read from Moodle XML, QTI or CSV, every item without a proof."""
