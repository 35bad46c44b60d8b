@echo off
rem The espalier command for Windows (untested so far). Builds itself on first use.
setlocal
set "root=%~dp0"
set "jar=%root%tools\cli\target\espalier.jar"
set "aot=%root%tools\cli\target\espalier.aot"

set "jdk25="
if defined JAVA_HOME call :check "%JAVA_HOME%"
for /d %%d in ("%ProgramFiles%\Eclipse Adoptium\*" "%ProgramFiles%\Java\*" "%ProgramFiles%\Microsoft\*" "%ProgramFiles%\Zulu\*" "%USERPROFILE%\.jdks\*" "%USERPROFILE%\.sdkman\candidates\java\*") do call :check "%%~d"
if not defined jdk25 for /f "delims=" %%j in ('where java 2^>nul') do call :check "%%~dpj.."
if not defined jdk25 (
  echo espalier: no JDK 25 found: install one ^(for example from https://adoptium.net^) or set JAVA_HOME to it 1>&2
  exit /b 1
)

if exist "%jar%" goto run
where mvn >nul 2>nul || (
  echo espalier: no Maven found: install Maven 3.8.7 or later ^(mvn^) and put it on the PATH 1>&2
  exit /b 1
)
echo espalier: first use, building ^(a minute or two^) 1>&2
pushd "%root%"
set "JAVA_HOME=%jdk25%"
set "MAVEN_OPTS=--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow %MAVEN_OPTS%"
call mvn -B -ntp -pl tools/cli -am package -Dmaven.test.skip=true -Dcheckstyle.skip=true -Dspotless.check.skip=true 1>&2
if errorlevel 1 (
  popd
  echo espalier: the build failed 1>&2
  exit /b 1
)
popd
if not exist "%jar%" (
  echo espalier: the build made no tools\cli\target\espalier.jar 1>&2
  exit /b 1
)

:run
set "cache="
if exist "%aot%" set cache="-XX:AOTCache=%aot%"
"%jdk25%\bin\java" "@%root%tools\jvm.args" %cache% -cp "%jar%" dev.espalier.cli.Main %*
exit /b %errorlevel%

:check
if defined jdk25 exit /b 0
if not exist "%~1\bin\javac.exe" exit /b 0
rem The dot stands for a quote: for cmd a quote is one, whatever stands before it.
findstr /r /b /c:"JAVA_VERSION=.25[^0-9]" "%~1\release" >nul 2>nul && set "jdk25=%~f1"
exit /b 0
