"""The clinic desk, a web server for finished files, handouts with a clinic's name, previews and orders.

The server process makes no files itself and never loads the renderer; its worker processes do.
"""
