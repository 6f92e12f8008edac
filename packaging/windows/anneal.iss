; The Windows installer of Anneal, for Inno Setup 6.3 or newer. build_installer.py runs it.
; It has never been compiled or run: tests/packaging/test_windows.py only reads it.
;
; For one person by default, without an administrator; what that person has made with Anneal lies
; in %LOCALAPPDATA%\anneal and is never touched, by no update and by no uninstallation.

#ifndef Numbers
  #error Version and Numbers are missing: run build_installer.py, which reads them from pyproject.toml
#endif

#define Name "Anneal"
#define Publisher "The Anneal contributors"
#define Bundle "..\..\dist\anneal"
#define ProgId "Anneal.Document"

[Setup]
AppId={{DAC6BA0C-83D8-552A-991E-BCAE566C7A5C}
AppName={#Name}
AppVersion={#Version}
AppPublisher={#Publisher}
VersionInfoVersion={#Numbers}
DefaultDirName={autopf}\{#Name}
DisableProgramGroupPage=yes
PrivilegesRequired=lowest
PrivilegesRequiredOverridesAllowed=dialog commandline
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
MinVersion=10.0.17763
ChangesAssociations=yes
ChangesEnvironment=yes
CloseApplications=yes
RestartApplications=no
Compression=lzma2/max
SolidCompression=yes
WizardStyle=modern
LicenseFile=..\..\LICENSE
SetupIconFile=..\..\build\bundle\anneal.ico
UninstallDisplayIcon={app}\anneal.exe
UninstallDisplayName={#Name}
OutputDir=..\..\dist
OutputBaseFilename={#Name}-{#Version}-x64-setup

[Languages]
Name: "english"; MessagesFile: "compiler:Default.isl"

[Tasks]
Name: "openwith"; Description: "Offer Anneal under ""Open with"" for Markdown, text and code"
Name: "path"; Description: "Add the command ""anneal"" to PATH"
Name: "desktopicon"; Description: "Put an icon on the desktop"; Flags: unchecked

; An update leaves nothing of the version before: old modules beside new ones would be imported.
[InstallDelete]
Type: filesandordirs; Name: "{app}\_internal"
Type: filesandordirs; Name: "{app}\runtime"

[Files]
Source: "{#Bundle}\*"; DestDir: "{app}"; Flags: ignoreversion recursesubdirs createallsubdirs
Source: "anneal.cmd"; DestDir: "{app}\bin"; Flags: ignoreversion

[Icons]
Name: "{autoprograms}\{#Name}"; Filename: "{app}\anneal.exe"; AppUserModelID: "org.anneal_editor.Anneal"
Name: "{autodesktop}\{#Name}"; Filename: "{app}\anneal.exe"; Tasks: desktopicon

; HKA is this person's part of the registry, or the machine's where all users get it.
[Registry]
Root: HKA; Subkey: "Software\Microsoft\Windows\CurrentVersion\App Paths\anneal.exe"; ValueType: string; ValueName: ""; ValueData: "{app}\anneal.exe"; Flags: uninsdeletekey
Root: HKA; Subkey: "Software\Classes\{#ProgId}"; ValueType: string; ValueName: ""; ValueData: "Text"; Flags: uninsdeletekey; Tasks: openwith
Root: HKA; Subkey: "Software\Classes\{#ProgId}\DefaultIcon"; ValueType: string; ValueName: ""; ValueData: "{app}\anneal.exe,0"; Tasks: openwith
Root: HKA; Subkey: "Software\Classes\{#ProgId}\shell\open\command"; ValueType: string; ValueName: ""; ValueData: """{app}\anneal.exe"" ""%1"""; Tasks: openwith
Root: HKA; Subkey: "Software\Classes\Applications\anneal.exe"; ValueType: string; ValueName: "FriendlyAppName"; ValueData: "{#Name}"; Flags: uninsdeletekey; Tasks: openwith
Root: HKA; Subkey: "Software\Classes\Applications\anneal.exe\shell\open\command"; ValueType: string; ValueName: ""; ValueData: """{app}\anneal.exe"" ""%1"""; Tasks: openwith
; Offered, never taken: what opens these files by a double click stays what the person chose.
Root: HKA; Subkey: "Software\Classes\.md\OpenWithProgids"; ValueType: none; ValueName: "{#ProgId}"; Flags: uninsdeletevalue; Tasks: openwith
Root: HKA; Subkey: "Software\Classes\.markdown\OpenWithProgids"; ValueType: none; ValueName: "{#ProgId}"; Flags: uninsdeletevalue; Tasks: openwith
Root: HKA; Subkey: "Software\Classes\.txt\OpenWithProgids"; ValueType: none; ValueName: "{#ProgId}"; Flags: uninsdeletevalue; Tasks: openwith
Root: HKA; Subkey: "Software\Classes\.rst\OpenWithProgids"; ValueType: none; ValueName: "{#ProgId}"; Flags: uninsdeletevalue; Tasks: openwith
Root: HKA; Subkey: "Software\Classes\.py\OpenWithProgids"; ValueType: none; ValueName: "{#ProgId}"; Flags: uninsdeletevalue; Tasks: openwith
Root: HKA; Subkey: "Software\Classes\.json\OpenWithProgids"; ValueType: none; ValueName: "{#ProgId}"; Flags: uninsdeletevalue; Tasks: openwith
Root: HKA; Subkey: "Software\Classes\.toml\OpenWithProgids"; ValueType: none; ValueName: "{#ProgId}"; Flags: uninsdeletevalue; Tasks: openwith
Root: HKA; Subkey: "Software\Classes\.yml\OpenWithProgids"; ValueType: none; ValueName: "{#ProgId}"; Flags: uninsdeletevalue; Tasks: openwith
Root: HKA; Subkey: "Software\Classes\.yaml\OpenWithProgids"; ValueType: none; ValueName: "{#ProgId}"; Flags: uninsdeletevalue; Tasks: openwith

[Run]
Filename: "{app}\anneal.exe"; Description: "Start {#Name}"; Flags: nowait postinstall skipifsilent

; Modules that Python may have compiled beside its own.
[UninstallDelete]
Type: filesandordirs; Name: "{app}\_internal"
Type: filesandordirs; Name: "{app}\runtime"

[Code]
{ PATH is one value that others write too: our folder is added once, and only it is taken out. }

function PathRoot: Integer;
begin
  if IsAdminInstallMode then
    Result := HKEY_LOCAL_MACHINE
  else
    Result := HKEY_CURRENT_USER;
end;

function PathKey: String;
begin
  if IsAdminInstallMode then
    Result := 'SYSTEM\CurrentControlSet\Control\Session Manager\Environment'
  else
    Result := 'Environment';
end;

function OwnFolder: String;
begin
  Result := ExpandConstant('{app}\bin');
end;

procedure AddToPath;
var
  Value: String;
begin
  if not RegQueryStringValue(PathRoot, PathKey, 'Path', Value) then
    Value := '';
  if Pos(';' + Lowercase(OwnFolder) + ';', ';' + Lowercase(Value) + ';') > 0 then
    Exit;
  if (Value <> '') and (Value[Length(Value)] <> ';') then
    Value := Value + ';';
  RegWriteExpandStringValue(PathRoot, PathKey, 'Path', Value + OwnFolder);
end;

procedure TakeFromPath;
var
  Value: String;
  At: Integer;
begin
  if not RegQueryStringValue(PathRoot, PathKey, 'Path', Value) then
    Exit;
  At := Pos(';' + Lowercase(OwnFolder) + ';', ';' + Lowercase(Value) + ';');
  if At = 0 then
    Exit;
  if At = 1 then
    Delete(Value, 1, Length(OwnFolder) + 1)
  else
    Delete(Value, At - 1, Length(OwnFolder) + 1);
  RegWriteExpandStringValue(PathRoot, PathKey, 'Path', Value);
end;

procedure CurStepChanged(CurStep: TSetupStep);
begin
  if (CurStep = ssPostInstall) and WizardIsTaskSelected('path') then
    AddToPath;
end;

procedure CurUninstallStepChanged(CurUninstallStep: TUninstallStep);
begin
  if CurUninstallStep = usPostUninstall then
    TakeFromPath;
end;
