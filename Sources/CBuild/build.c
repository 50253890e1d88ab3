#include "build.h"

#ifndef MP_COMMIT
#define MP_COMMIT ""
#endif

const char *const mp_build_commit = MP_COMMIT;
