@echo off
rem The launcher for Windows: hands over to tubeway.ps1, which lies beside it.
powershell -NoProfile -ExecutionPolicy Bypass -File "%~dp0tubeway.ps1" %*
exit /b %ERRORLEVEL%
