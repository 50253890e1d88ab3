#pragma once

/* The commit that this build is made of, as scripts/build names it; empty when it was built without. */
extern const char *const mp_build_commit;
