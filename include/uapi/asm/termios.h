/* SPDX-License-Identifier: MIT */
/* Terminals: what tcgetattr() and tcsetattr() pass to ioctl(), at Linux's i386 numbers. */
#ifndef _UAPI_ASM_TERMIOS_H
#define _UAPI_ASM_TERMIOS_H

#define TCGETS	   0x5401
#define TCSETS	   0x5402
#define TCSETSW	   0x5403 /* after output has gone out */
#define TCSETSF	   0x5404 /* and input that nobody has read is dropped */
#define TCSBRK	   0x5409 /* tcdrain(), tcsendbreak() */
#define TCFLSH	   0x540B /* tcflush(): TC?FLUSH */
#define TIOCGWINSZ 0x5413
#define FIONREAD   0x541B

/* Which of it is dropped: what was typed, what was written, both. */
#define TCIFLUSH  0
#define TCOFLUSH  1
#define TCIOFLUSH 2

#define NCCS 19
struct termios {
	unsigned int c_iflag, c_oflag, c_cflag, c_lflag;
	unsigned char c_line;
	unsigned char c_cc[NCCS];
};

struct winsize {
	unsigned short ws_row, ws_col, ws_xpixel, ws_ypixel;
};

/* c_cc */
#define VINTR	0
#define VQUIT	1
#define VERASE	2
#define VKILL	3
#define VEOF	4
#define VMIN	6
#define VSTART	8
#define VSTOP	9
#define VSUSP	10
#define VWERASE 14

/* c_iflag */
#define ICRNL 0x0100
#define IXON  0x0400

/* c_oflag */
#define OPOST 0x0001
#define ONLCR 0x0004

/* c_cflag */
#define B38400 0x000f
#define CS8    0x0030
#define CREAD  0x0080

/* c_lflag */
#define ISIG	0x0001
#define ICANON	0x0002
#define ECHO	0x0008
#define ECHOE	0x0010
#define ECHOK	0x0020
#define ECHOCTL 0x0200
#define ECHOKE	0x0800
#define IEXTEN	0x8000

#endif
