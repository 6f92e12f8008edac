#!/bin/sh
# Makes dist/Anneal-VERSION.dmg from dist/Anneal.app, which `make bundle` makes on a Mac.
# Never run yet: it was written where there is no macOS. README.md beside it says what it needs.
#
# IDENTITY   the "Developer ID Application: …" to sign with; without it the app is signed ad hoc,
#            and other Macs refuse it until the person allows it in the system's settings
# PROFILE    the profile of `xcrun notarytool store-credentials`; without it nothing is notarized
set -eu

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
app=$root/dist/Anneal.app
identity=${IDENTITY:--}
profile=${PROFILE:-}

[ "$(uname -s)" = Darwin ] || { echo "anneal: a .dmg is made on macOS" >&2; exit 1; }
[ -d "$app" ] || { echo "anneal: $app is missing; make bundle makes it" >&2; exit 1; }
version=$(/usr/libexec/PlistBuddy -c "Print :CFBundleShortVersionString" "$app/Contents/Info.plist")
image=$root/dist/Anneal-$version.dmg

# From the inside out: the signature of the app covers those of all that it holds.
sign() {
    codesign --force --timestamp --options runtime --sign "$identity" "$@"
}
[ "$identity" != - ] || sign() { codesign --force --sign - "$@"; }
find "$app/Contents" -type f \( -name '*.so' -o -name '*.dylib' -o -perm -u+x \) -print |
    while IFS= read -r file; do
        if file -b "$file" | grep -q '^Mach-O'; then sign "$file"; fi
    done
sign --entitlements "$here/entitlements.plist" "$app"
codesign --verify --deep --strict "$app"

staged=$(mktemp -d)
trap 'rm -rf "$staged"' EXIT
cp -R "$app" "$staged/"
ln -s /Applications "$staged/Applications"
rm -f "$image"
hdiutil create -quiet -volname Anneal -srcfolder "$staged" -fs HFS+ -format ULMO "$image"

if [ "$identity" != - ]; then
    codesign --force --timestamp --sign "$identity" "$image"
fi
if [ -n "$profile" ]; then
    xcrun notarytool submit "$image" --keychain-profile "$profile" --wait
    xcrun stapler staple "$image"
fi
echo "$image"
