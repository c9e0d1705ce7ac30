#ifndef GRADER_ENGINE_REQUEST_H
#define GRADER_ENGINE_REQUEST_H

#include "compile/compile.h"
#include "spec/spec.h"
#include "supervisor/supervisor.h"

/* What is the same for every engine; all pointers stay those of the arguments. */
struct run_request engine_request(const struct spec *spec, const struct spec_case *c,
                                  const struct build *build);

#endif
