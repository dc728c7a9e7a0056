using K8sMirror.Bpf.Interop;
using Microsoft.Win32.SafeHandles;
using Tmds.Linux;

namespace K8sMirror.Bpf.Files;

/// <summary>The part of inotify(7) that <see cref="FolderWatch"/> needs.</summary>
internal static unsafe class INotify
{
    private const int NonBlocking = 0x800; // IN_NONBLOCK = O_NONBLOCK
    private const int CloseOnExec = 0x80000; // IN_CLOEXEC = O_CLOEXEC
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

    public static SafeFileHandle Open() => UndeclaredCalls.inotify_init1(NonBlocking | CloseOnExec);

    /// <summary>False if it cannot be watched.</summary>
    public static bool TryWatch(SafeFileHandle handle, string path, uint mask)
    {
        fixed (byte* name = CString.Of(path))
        {
            return UndeclaredCalls.inotify_add_watch(handle, name, mask) >= 0;
        }
    }

    /// <summary>Number of bytes read; 0 or less if nothing is available.</summary>
    public static int Read(SafeFileHandle handle, Span<byte> buffer)
    {
        fixed (byte* bytes = buffer)
        {
            return (int)LibC.read((int)handle.DangerousGetHandle(), bytes, buffer.Length);
        }
    }

    /// <summary>True once something can be read.</summary>
    public static bool Wait(SafeFileHandle handle, int milliseconds)
    {
        var entry = new pollfd { fd = (int)handle.DangerousGetHandle(), events = LibC.POLLIN };
        return LibC.poll(&entry, 1, milliseconds) > 0;
    }
}
