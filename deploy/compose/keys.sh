#!/bin/sh
# Writes the two secrets of compose.yaml, once; the portal's own keys are made in its data volume.
set -eu
cd "$(dirname "$0")"
umask 027
mkdir -p secrets
if [ -e secrets/database_url ]; then
    echo "secrets/ is there already; it is left alone"
    exit 0
fi
password=$(od -An -N24 -tx1 /dev/urandom | tr -d ' \n')
printf %s "$password" > secrets/database_password
printf 'postgresql://mingchu:%s@database/mingchu' "$password" > secrets/database_url
# The containers' group reads them; compose keeps owner and mode of the files.
chgrp 10001 secrets/database_url 2>/dev/null || chmod 0644 secrets/database_url
