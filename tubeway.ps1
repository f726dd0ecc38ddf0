# The launcher for Windows: finds a JDK, builds what changed, runs it. The one for the others is `tubeway`, which
# also has `test`, `completion` and the AOT cache. Exit codes: 2 wrong word, 3 JDK or Maven missing, 5 build failed.
$ErrorActionPreference = 'Stop'
$root = $PSScriptRoot
$state = Join-Path $root '.tubeway'
$minimum = 25

function Say([string] $text) { [Console]::Error.WriteLine("tubeway: $text") }

# The Java version of a JDK's folder, as its `release` file tells; 0 where it is none.
function Get-JdkMajor([string] $folder) {
    if (-not $folder -or -not (Test-Path (Join-Path $folder 'bin\javac.exe'))) { return 0 }
    $release = Join-Path $folder 'release'
    if (-not (Test-Path $release)) { return 0 }
    foreach ($line in Get-Content $release) {
        if ($line -match '^JAVA_VERSION="?(\d+)') { return [int] $Matches[1] }
    }
    return 0
}

function Find-Jdk {
    $folders = @($env:TUBEWAY_JAVA_HOME, $env:JAVA_HOME)
    $java = Get-Command java.exe -ErrorAction SilentlyContinue
    if ($java) { $folders += Split-Path (Split-Path $java.Source) }
    foreach ($place in 'Eclipse Adoptium', 'Java', 'Microsoft', 'Zulu', 'Amazon Corretto', 'BellSoft') {
        $folders += (Get-ChildItem (Join-Path $env:ProgramFiles $place) -Directory -ErrorAction SilentlyContinue).FullName
    }
    $folders += (Get-ChildItem (Join-Path $env:USERPROFILE '.jdks') -Directory -ErrorAction SilentlyContinue).FullName
    foreach ($folder in $folders) {
        if ((Get-JdkMajor $folder) -ge $minimum) { return $folder }
    }
    Say "no JDK $minimum or newer was found. Install one, then start again:"
    Say "  winget install EclipseAdoptium.Temurin.$minimum.JDK"
    exit 3
}

function Invoke-Maven([string] $log, [string[]] $arguments) {
    $maven = Get-Command mvn.cmd -ErrorAction SilentlyContinue
    if (-not $maven) {
        Say 'the sources have to be built, and Maven (mvn) was not found: winget install Apache.Maven'
        exit 3
    }
    $env:MAVEN_OPTS = "--sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED $env:MAVEN_OPTS"
    Push-Location $root
    try {
        $ErrorActionPreference = 'Continue'
        & $maven.Source -B -ntp @arguments > $log 2>&1
        if ($LASTEXITCODE -ne 0) {
            Say "Maven failed; the whole log is in $log"
            Select-String -Path $log -Pattern '^\[ERROR\] ' | Select-Object -First 25 | ForEach-Object { Say $_.Line }
            exit 5
        }
    } finally {
        $ErrorActionPreference = 'Stop'
        Pop-Location
    }
}

# Builds a module's distribution when a source changed since; returns the folder of its jars.
function Build([string] $module) {
    $lib = Join-Path $root "$module\target\dist\lib"
    $stamp = Join-Path $state ('stamp-' + $module.Replace('\', '-').Replace('/', '-'))
    $sources = @(Get-Item (Join-Path $root 'pom.xml'))
    foreach ($folder in (@('host', $module) | Select-Object -Unique)) {
        $sources += Get-ChildItem (Join-Path $root $folder) -Recurse -File |
            Where-Object { $_.FullName -notmatch '\\target\\|\\src\\test\\' }
    }
    $facts = ($sources | Sort-Object FullName | ForEach-Object {
        "$($_.FullName) $($_.Length) $($_.LastWriteTimeUtc.Ticks)" }) -join "`n"
    if ((Test-Path $lib) -and (Test-Path $stamp) -and ([IO.File]::ReadAllText($stamp) -eq $facts)) { return $lib }
    Say 'building (the log: .tubeway\build.log)'
    Remove-Item $stamp, (Join-Path $root "$module\target\dist") -Recurse -Force -ErrorAction SilentlyContinue
    Invoke-Maven (Join-Path $state 'build.log') @('-pl', $module, '-am', '-DskipTests', '-Dspotless.check.skip=true', 'package')
    [IO.File]::WriteAllText($stamp, $facts)
    return $lib
}

function Start-Java([string] $module, [string] $main, [string[]] $arguments) {
    $lib = Build $module
    $flags = ([xml] (Get-Content (Join-Path $root 'pom.xml'))).project.properties.'tubeway.jvm.flags' -split '\s+'
    $more = @("$env:TUBEWAY_JAVA_OPTS" -split '\s+' | Where-Object { $_ })
    $env:TUBEWAY_HOME = $root
    & (Join-Path $env:JAVA_HOME 'bin\java.exe') @flags @more -cp (Join-Path $lib '*') $main @arguments
    exit $LASTEXITCODE
}

$verb = if ($args.Count -gt 0) { $args[0] } else { 'help' }
$rest = @($args | Select-Object -Skip 1)
if ($verb -in 'up', 'serve', 'tube', 'doctor', 'config', 'version', 'bench', 'fmt') {
    New-Item -ItemType Directory -Force $state | Out-Null
    $env:JAVA_HOME = Find-Jdk
}
switch ($verb) {
    { $_ -in 'up', 'serve', 'tube', 'doctor', 'config', 'version' } {
        Start-Java 'host/server' 'dev.tubeway.server.Main' (@($verb) + $rest)
    }
    'bench' { Start-Java 'bench' 'dev.tubeway.bench.Main' $rest }
    'fmt' { Invoke-Maven (Join-Path $state 'fmt.log') @('spotless:apply') }
    { $_ -in 'help', '-h', '--help' } {
        'Usage: tubeway up|serve|tube|doctor|config|version|bench|fmt [OPTION...]'
        'The tests run on Linux: ./tubeway test'
    }
    default {
        Say "there is no verb '$verb'; 'tubeway help' lists them"
        exit 2
    }
}
