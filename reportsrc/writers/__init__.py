"""Writers: a Document as a Word document in official format, as a page, as plain text. ``layout`` says what each line is."""
