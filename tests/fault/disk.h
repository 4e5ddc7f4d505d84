/* disk.h - a small disk in a folder, to be filled, changed and thrown away.
 *
 * Shape    a tmpfs that is mounted nowhere: a descriptor holds it, and a symbolic link in the
 *          folder leads to that descriptor, in this process and in those it starts. So it works
 *          under chroot too, nobody else sees it, and nothing stays behind whatever happens.
 */
#ifndef SY_DISK_H
#define SY_DISK_H

#include <stdbool.h>

/* Before the first disk: whoever is not root gets a user name space of its own. False, and
 * said, when this user can have no disks. */
bool disk_allowed(void);

/* A disk of so many bytes ("300k", "64m") at path, which must not exist: its descriptor. */
int disk_open(const char *path, const char *size);

/* It gets another size; it may not be written, or may again. */
void disk_resize(int disk, const char *size);
void disk_protect(int disk, bool read_only);

/* Gone, with what is on it, when whoever uses it has ended too. The link stays. */
void disk_close(int disk);

#endif
