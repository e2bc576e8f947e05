"""Outside programs: one module each, and the only ones that start a program, a Java machine or a browser.

Each module looks at finished files: `lacks` says what to install, or gives None when the tool can run, and `faults`
gives what the tool holds against them. A tool that is called although it lacks something raises PressError
(environment). Nothing here reaches a network.
"""
