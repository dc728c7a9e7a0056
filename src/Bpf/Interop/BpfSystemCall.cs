using System.Runtime.InteropServices;
using Tmds.Linux;

namespace K8sMirror.Bpf.Interop;

/// <summary>bpf(2).</summary>
internal static unsafe class BpfSystemCall
{
    /// <summary>Returns the kernel's result, or the negated error number.</summary>
    public static int Try<T>(BpfCommand command, ref T attributes)
        where T : unmanaged
    {
        fixed (T* pointer = &attributes)
        {
            var result = (int)LibC.syscall(SystemCallNumbers.Bpf, (int)command, pointer, sizeof(T));
            return result >= 0 ? result : -LibC.errno;
        }
    }

    /// <summary>Returns the kernel's result; throws on an error.</summary>
    public static int Do<T>(BpfCommand command, ref T attributes, string operation)
        where T : unmanaged
    {
        var result = Try(command, ref attributes);
        return result >= 0 ? result : throw new KernelException(-result, operation);
    }

    /// <summary>BPF_OBJ_GET_INFO_BY_FD.</summary>
    public static T Describe<T>(KernelHandle handle, string operation)
        where T : unmanaged
    {
        T description = default;
        Describe(handle, ref description, operation);
        return description;
    }

    /// <summary>BPF_OBJ_GET_INFO_BY_FD with pointers to buffers that the kernel fills.</summary>
    public static void Describe<T>(KernelHandle handle, ref T description, string operation)
        where T : unmanaged
    {
        using var use = handle.Use();
        fixed (T* pointer = &description)
        {
            var attributes = new DescriptionAttributes { BpfFd = use.Descriptor, InfoLen = (uint)sizeof(T), Info = (nint)pointer };
            Do(BpfCommand.ReadDescription, ref attributes, operation);
        }
    }

    /// <summary>Opens a map, program or link by its id; null if it is gone.</summary>
    public static KernelHandle? TryOpenById(BpfCommand command, uint id, string operation)
    {
        var attributes = new ByIdAttributes { Id = id };
        var result = Try(command, ref attributes);
        return result switch
        {
            >= 0 => new KernelHandle(result),
            -Errno.ENOENT => null,
            _ => throw new KernelException(-result, operation),
        };
    }

    public static void Pin(KernelHandle handle, string path)
    {
        using var use = handle.Use();
        var name = Marshal.StringToCoTaskMemUTF8(path);
        try
        {
            var attributes = new PinAttributes { Pathname = name, BpfFd = use.Descriptor };
            Do(BpfCommand.Pin, ref attributes, $"pin {path}");
        }
        finally
        {
            Marshal.FreeCoTaskMem(name);
        }
    }

    /// <summary>Opens a pinned object; null if nothing is pinned there.</summary>
    public static KernelHandle? TryOpenPinned(string path)
    {
        var name = Marshal.StringToCoTaskMemUTF8(path);
        try
        {
            var attributes = new PinAttributes { Pathname = name };
            var result = Try(BpfCommand.GetPinned, ref attributes);
            return result switch
            {
                >= 0 => new KernelHandle(result),
                -Errno.ENOENT => null,
                _ => throw new KernelException(-result, $"open the pin {path}"),
            };
        }
        finally
        {
            Marshal.FreeCoTaskMem(name);
        }
    }

    public static KernelHandle OpenPinned(string path) =>
        TryOpenPinned(path) ?? throw new KernelException(Errno.ENOENT, $"open the pin {path}");

    /// <summary>A kernel name of fixed size, zero-terminated.</summary>
    public static string NameOf(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf((byte)0);
        return System.Text.Encoding.UTF8.GetString(end < 0 ? bytes : bytes[..end]);
    }
}
