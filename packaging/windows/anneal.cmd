@echo off
rem In a console the program that writes to consoles is wanted, not the windowed one.
"%~dp0..\anneal-cli.exe" %*
