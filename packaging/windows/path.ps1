# Puts Earsight's folder on this person's PATH, or takes it off; what else stands there stays as it is written.
# usage: path.ps1 add|remove FOLDER
param([string]$what, [string]$folder)
$key = [Microsoft.Win32.Registry]::CurrentUser.OpenSubKey('Environment', $true)
$path = $key.GetValue('Path', '', 'DoNotExpandEnvironmentNames')
$kept = @($path -split ';' | Where-Object { $_ -and $_ -ne $folder })
if ($what -eq 'add') { $kept += $folder }
$key.SetValue('Path', ($kept -join ';'), 'ExpandString')
# A variable set this way tells open windows that the environment has changed.
[Environment]::SetEnvironmentVariable('EARSIGHT_INSTALLED', $null, 'User')
