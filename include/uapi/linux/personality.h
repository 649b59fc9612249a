/* SPDX-License-Identifier: MIT */
/* personality(2): what a program may want to be otherwise. All flags are kept, those below do something. */
#ifndef _UAPI_LINUX_PERSONALITY_H
#define _UAPI_LINUX_PERSONALITY_H

#define UNAME26		  0x0020000 /* uname() says 2.6 */
#define ADDR_NO_RANDOMIZE 0x0040000 /* as it is here anyway */
#define READ_IMPLIES_EXEC 0x0400000 /* what can be read can be executed */

#define PER_MASK 0x00ff /* whose program it is; exec makes it Linux's, 0 */

#endif
