#ifndef GRADER_BASE_VERSION_H
#define GRADER_BASE_VERSION_H

#define VERSION "0.1.0"

#endif
