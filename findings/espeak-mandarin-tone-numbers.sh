#!/usr/bin/env bash
# espeak-ng's first Mandarin voice reads Chinese characters as pinyin syllables in English, with the
# tone numbers spoken as English words.
#
# Package  espeak-ng 1.51+dfsg-10+deb12u2 (Debian 12), voices `cmn` and `cmn-latn-pinyin`
# Source   https://packages.debian.org/bookworm/espeak-ng
# What     `espeak-ng --voices=cmn` lists two voices of equal priority; `cmn` comes first, and a program
#          that takes the first voice for a language (pyttsx3 users do) takes that one. Its name says
#          "latin as English", which reads as a remark about foreign words in a Chinese text. It is not:
#          the characters of 你好 become "ni3" and "hao3" first and are Latin then, so they are
#          handed to English, 3 being "three". `cmn-latn-pinyin` speaks the same characters as Mandarin.
# Seen     cmn              你好 -> (en)nI55Tr'i:55_| h,eI55@55Tr'i:55(cmn)_|
#          cmn-latn-pinyin  你好 -> n'i35_| X'Au214_|
# Needs    Debian 12 with apt; nothing is installed outside a temporary folder.
set -euo pipefail
VERSION=1.51+dfsg-10+deb12u2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
apt-get download -qq "espeak-ng=$VERSION" "libespeak-ng1=$VERSION" "espeak-ng-data=$VERSION" libpcaudio0 libsonic0 2>/dev/null
for package in *.deb; do dpkg -x "$package" root; done
libraries=$(dirname "$(find root -name 'libespeak-ng.so.1' | head -1)")
speak() {
  LD_LIBRARY_PATH="$libraries" ESPEAK_DATA_PATH="$libraries/espeak-ng-data" \
    root/usr/bin/espeak-ng -q -x -v "$1" 你好
}
first=$(speak cmn)
second=$(speak cmn-latn-pinyin)
echo "cmn              你好 -> $first"
echo "cmn-latn-pinyin  你好 -> $second"
case "$first" in
  *"(en)"*) ;;
  *) echo "CHANGED: cmn does not fall into English any more" >&2; exit 1 ;;
esac
case "$second" in
  *"(en)"*) echo "CHANGED: cmn-latn-pinyin falls into English" >&2; exit 1 ;;
esac
echo "As described: of the two voices for Mandarin the first reads tone numbers in English."
