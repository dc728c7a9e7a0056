using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Tmds.Linux;

namespace K8sMirror.Bpf.Interop;

/// <summary>Calls of the C library that Tmds.LibC does not declare; numbers are those of Linux on x86-64 and arm64.</summary>
internal static unsafe partial class UndeclaredCalls
{
    public const int LOCK_EX = 2;
    public const int LOCK_NB = 4;

    [LibraryImport("libc", SetLastError = true)]
    public static partial int flock(int fd, int operation);

    [LibraryImport("libc")]
    public static partial int vsnprintf(byte* buffer, nuint size, byte* format, nint arguments);

    /// <summary>Tmds.LibC looks for it in libpthread, which is empty since glibc 2.34 and missing in small images.</summary>
    [LibraryImport("libc")]
    public static partial int pthread_sigmask(int how, sigset_t* set, sigset_t* old);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int statfs(byte* path, FileSystemStatus* status);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int sched_setscheduler(int thread, int policy, int* parameter);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int setpriority(int which, int thread, int nice);

    [LibraryImport("libc", SetLastError = true)]
    public static partial SafeFileHandle inotify_init1(int flags);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int inotify_add_watch(SafeFileHandle handle, byte* path, uint mask);

    /// <summary>struct statfs; only its type is read.</summary>
    [InlineArray(16)]
    public struct FileSystemStatus
    {
        private long element;

        public readonly long Type => this[0];
    }
}
