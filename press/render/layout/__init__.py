"""What the press changes in a page that WeasyPrint has laid out."""
