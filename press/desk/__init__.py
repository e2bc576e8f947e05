"""The clinic desk: the finished files, a form that puts a clinic's name on a handout, and previews, over HTTP.

The server process makes no files itself and never loads the renderer; that is done in worker processes.
"""
