using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace K8sMirror.Bpf.Interop;

/// <summary>The C library's calls that we make; numbers are those of Linux on x86-64 and arm64.</summary>
internal static unsafe partial class LibC
{
    public const int O_RDONLY = 0;
    public const int O_CLOEXEC = 0x80000;
    public const int F_DUPFD_CLOEXEC = 1030;
    public const int PROT_READ = 1;
    public const int PROT_WRITE = 2;
    public const int MAP_SHARED = 1;
    public const int LOCK_EX = 2;
    public const int LOCK_NB = 4;

    /// <summary>The last call's error as an exception.</summary>
    public static KernelException Failure(string operation) => new(Marshal.GetLastPInvokeError(), operation);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Open(string path, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    public static partial int Close(int fd);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    public static partial int Fcntl(int fd, int command, int argument);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    public static partial int LockFile(int fd, int operation);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    public static partial int Ioctl(int fd, nuint request, void* argument);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    public static partial long Syscall(long number, nint a, nint b, nint c);

    [LibraryImport("libc", EntryPoint = "vsnprintf")]
    public static partial int FormatVariadic(byte* buffer, nuint size, byte* format, nint arguments);

    [LibraryImport("libc", EntryPoint = "pthread_sigmask")]
    public static partial int SignalMask(int how, SignalSet* set, SignalSet* old);

    [LibraryImport("libc", EntryPoint = "mkdir", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int MakeDirectory(string path, int mode);

    [LibraryImport("libc", EntryPoint = "access", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Access(string path, int mode);

    [LibraryImport("libc", EntryPoint = "mount", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Mount(string source, string target, string? type, nuint flags, string? data);

    [LibraryImport("libc", EntryPoint = "umount2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Unmount(string target, int flags);

    [LibraryImport("libc", EntryPoint = "statfs", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int StatFileSystem(string path, FileSystemStatus* status);

    [LibraryImport("libc", EntryPoint = "fstat", SetLastError = true)]
    public static partial int StatDescriptor(int fd, FileStatus* status);

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    public static partial int SetNamespace(int fd, int type);

    [LibraryImport("libc", EntryPoint = "unshare", SetLastError = true)]
    public static partial int Unshare(int flags);

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    public static partial nint MapMemory(nint address, nuint length, int protection, int flags, int fd, nint offset);

    [LibraryImport("libc", EntryPoint = "munmap", SetLastError = true)]
    public static partial int UnmapMemory(nint address, nuint length);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    public static partial uint EffectiveUser();

    [LibraryImport("libc", EntryPoint = "sched_setaffinity", SetLastError = true)]
    public static partial int SetAffinity(int thread, nuint size, ulong* mask);

    [LibraryImport("libc", EntryPoint = "sched_getaffinity", SetLastError = true)]
    public static partial int GetAffinity(int thread, nuint size, ulong* mask);

    [LibraryImport("libc", EntryPoint = "sched_setscheduler", SetLastError = true)]
    public static partial int SetScheduler(int thread, int policy, int* parameter);

    [LibraryImport("libc", EntryPoint = "sched_getscheduler", SetLastError = true)]
    public static partial int GetScheduler(int thread);

    [LibraryImport("libc", EntryPoint = "setpriority", SetLastError = true)]
    public static partial int SetPriority(int which, int thread, int nice);

    /// <summary>sigset_t: 1024 bits in glibc.</summary>
    [InlineArray(16)]
    public struct SignalSet
    {
        private ulong element;
    }

    /// <summary>struct statfs; only its type is read.</summary>
    [InlineArray(16)]
    public struct FileSystemStatus
    {
        private long element;

        public readonly long Type => this[0];
    }

    /// <summary>struct stat; only the inode's number is read.</summary>
    [InlineArray(18)]
    public struct FileStatus
    {
        private ulong element;

        public readonly ulong Inode => this[1];
    }
}
