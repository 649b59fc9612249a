/* SPDX-License-Identifier: MIT */
#include "dice.h"

uint32_t dice_state = 1;
