using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace K8sMirror.NodeAgent.Specs;

/// <summary>inotify(7), as much as <see cref="FolderWatch"/> needs.</summary>
internal static partial class INotify
{
    public const int NonBlocking = 0x800; // IN_NONBLOCK = O_NONBLOCK
    public const int CloseOnExec = 0x80000; // IN_CLOEXEC = O_CLOEXEC
    public const uint CloseWrite = 0x8;
    public const uint MovedFrom = 0x40;
    public const uint MovedTo = 0x80;
    public const uint Create = 0x100;
    public const uint Delete = 0x200;
    public const uint DeleteSelf = 0x400;
    public const uint MoveSelf = 0x800;
    public const uint Overflow = 0x4000;
    public const uint Ignored = 0x8000;
    public const uint OnlyDirectory = 0x1000000;
    public const uint IsDirectory = 0x40000000;

    /// <summary>Bytes of struct inotify_event before its name.</summary>
    public const int HeaderSize = 16;

    [LibraryImport("libc", EntryPoint = "inotify_init1", SetLastError = true)]
    public static partial SafeFileHandle Open(int flags);

    [LibraryImport("libc", EntryPoint = "inotify_add_watch", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int AddWatch(SafeFileHandle handle, string path, uint mask);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    public static partial nint Read(SafeFileHandle handle, Span<byte> buffer, nint count);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    public static partial int Poll(ref PollFd descriptor, nuint count, int timeoutMilliseconds);

    /// <summary>struct pollfd.</summary>
    public struct PollFd
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }
}
