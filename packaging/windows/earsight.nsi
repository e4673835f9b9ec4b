; The installer for Windows: for this person alone, so that it asks for no administrator.
; makensis -DVERSION=1.2.0 -DFOUR=1.2.0.0 -DPAYLOAD=folder -DICON=file -DLICENCE=file -DSIZE_KB=1 -DOUT=file earsight.nsi
; In silence: setup.exe /S [/D=C:\folder], and uninstall.exe /S, which keeps the person's data.

; A machine with 64 bits alone, as wine often is, needs another loader than the usual one.
!ifdef TARGET
  Target ${TARGET}
!endif
Unicode true
SetCompressor /SOLID lzma
RequestExecutionLevel user
ManifestDPIAware true
Name "Earsight"
OutFile "${OUT}"
InstallDir "$LOCALAPPDATA\Programs\Earsight"
InstallDirRegKey HKCU "Software\Earsight" "Folder"
BrandingText "Earsight ${VERSION}"

VIProductVersion "${FOUR}"
VIAddVersionKey "ProductName" "Earsight"
VIAddVersionKey "FileDescription" "Earsight's installer"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "ProductVersion" "${VERSION}"
VIAddVersionKey "LegalCopyright" "GPL-3.0-or-later"

!include "MUI2.nsh"
!include "LogicLib.nsh"
!include "FileFunc.nsh"

!define REMOVAL "Software\Microsoft\Windows\CurrentVersion\Uninstall\Earsight"
!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_ABORTWARNING
!define MUI_FINISHPAGE_RUN "$INSTDIR\earsightw.exe"
!define MUI_FINISHPAGE_RUN_TEXT "Open Earsight"

!insertmacro MUI_PAGE_LICENSE "${LICENCE}"
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"

; A program that runs holds its file: the window, and `earsight` in a terminal.
!macro EndIfHeld name
  ${If} ${FileExists} "$INSTDIR\${name}"
    ClearErrors
    FileOpen $0 "$INSTDIR\${name}" a
    ${If} ${Errors}
      MessageBox MB_OK|MB_ICONEXCLAMATION \
        "Earsight is open. Quit it in the tray, or in the terminal where it runs, then try again." /SD IDOK
      SetErrorLevel 3
      Abort
    ${EndIf}
    FileClose $0
  ${EndIf}
!macroend
!macro EndIfOpen un
Function ${un}EndIfOpen
  !insertmacro EndIfHeld "earsightw.exe"
  !insertmacro EndIfHeld "earsight.exe"
FunctionEnd
!macroend
!insertmacro EndIfOpen ""
!insertmacro EndIfOpen "un."

; Only what an installer has put there: the folder may hold files of the person's own.
!macro RemoveProgram
  RMDir /r "$INSTDIR\_internal"
  Delete "$INSTDIR\earsight.exe"
  Delete "$INSTDIR\earsightw.exe"
  Delete "$INSTDIR\path.ps1"
  Delete "$INSTDIR\uninstall.exe"
!macroend

Function .onInit
  SetShellVarContext current
FunctionEnd

Function un.onInit
  SetShellVarContext current
FunctionEnd

Section "Earsight"
  Call EndIfOpen
  !insertmacro RemoveProgram
  SetOutPath "$INSTDIR"
  File /r "${PAYLOAD}\*.*"
  File "path.ps1"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortCut "$SMPROGRAMS\Earsight.lnk" "$INSTDIR\earsightw.exe"
  WriteRegStr HKCU "Software\Earsight" "Folder" "$INSTDIR"
  WriteRegStr HKCU "${REMOVAL}" "DisplayName" "Earsight"
  WriteRegStr HKCU "${REMOVAL}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${REMOVAL}" "DisplayIcon" "$INSTDIR\earsightw.exe"
  WriteRegStr HKCU "${REMOVAL}" "Publisher" "The Earsight project"
  WriteRegStr HKCU "${REMOVAL}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${REMOVAL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${REMOVAL}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${REMOVAL}" "EstimatedSize" ${SIZE_KB}
  WriteRegDWORD HKCU "${REMOVAL}" "NoModify" 1
  WriteRegDWORD HKCU "${REMOVAL}" "NoRepair" 1
  ; `earsight` in a terminal
  nsExec::Exec 'powershell -NoProfile -ExecutionPolicy Bypass -File "$INSTDIR\path.ps1" add "$INSTDIR"'
  Pop $0
SectionEnd

Section "Uninstall"
  Call un.EndIfOpen
  nsExec::Exec 'powershell -NoProfile -ExecutionPolicy Bypass -File "$INSTDIR\path.ps1" remove "$INSTDIR"'
  Pop $0
  ; Deletes what the person has, so the answer that does nothing is the one at hand, and the one of a silent removal.
  MessageBox MB_YESNO|MB_DEFBUTTON2|MB_ICONQUESTION \
    "Delete your chats, memory, settings and models, too? They are in $LOCALAPPDATA\earsight." /SD IDNO IDNO keep
  RMDir /r "$LOCALAPPDATA\earsight"
keep:
  !insertmacro RemoveProgram
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\Earsight.lnk"
  DeleteRegKey HKCU "${REMOVAL}"
  DeleteRegKey HKCU "Software\Earsight"
SectionEnd
