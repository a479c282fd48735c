/** Where Debian's packages put what these tests need; each can be somewhere else. */
export const chromiumPath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
export const turnServerPath = process.env['TURNSERVER'] ?? '/usr/bin/turnserver';
