namespace K8sMirror.Bpf;

/// <summary>Error numbers that callers check; the same on x86-64 and arm64.</summary>
public static class Errno
{
    /// <summary>Not permitted.</summary>
    public const int EPERM = 1;

    /// <summary>No such file, key or object.</summary>
    public const int ENOENT = 2;

    /// <summary>No such process.</summary>
    public const int ESRCH = 3;

    /// <summary>Interrupted by a signal.</summary>
    public const int EINTR = 4;

    /// <summary>No such device or address.</summary>
    public const int ENXIO = 6;

    /// <summary>Too big: an array index or the number of entries.</summary>
    public const int E2BIG = 7;

    /// <summary>Try again.</summary>
    public const int EAGAIN = 11;

    /// <summary>No memory.</summary>
    public const int ENOMEM = 12;

    /// <summary>No permission.</summary>
    public const int EACCES = 13;

    /// <summary>Busy: something else is attached.</summary>
    public const int EBUSY = 16;

    /// <summary>Already exists.</summary>
    public const int EEXIST = 17;

    /// <summary>No such device.</summary>
    public const int ENODEV = 19;

    /// <summary>Not a directory.</summary>
    public const int ENOTDIR = 20;

    /// <summary>Invalid argument, or unknown to this kernel.</summary>
    public const int EINVAL = 22;

    /// <summary>No space: a buffer too small.</summary>
    public const int ENOSPC = 28;

    /// <summary>Read-only file system.</summary>
    public const int EROFS = 30;

    /// <summary>Out of range: an interface name.</summary>
    public const int ERANGE = 34;

    /// <summary>No such system call.</summary>
    public const int ENOSYS = 38;

    /// <summary>The link was severed: its device is gone.</summary>
    public const int ENOLINK = 67;

    /// <summary>Not supported.</summary>
    public const int EOPNOTSUPP = 95;

    /// <summary>The network is down.</summary>
    public const int ENETDOWN = 100;

    /// <summary>No route.</summary>
    public const int ENETUNREACH = 101;

    /// <summary>Messages were lost because a buffer was full.</summary>
    public const int ENOBUFS = 105;

    /// <summary>A route that refuses, or a host that does not answer.</summary>
    public const int EHOSTUNREACH = 113;

    /// <summary>Changed in the meantime.</summary>
    public const int ESTALE = 116;
}
