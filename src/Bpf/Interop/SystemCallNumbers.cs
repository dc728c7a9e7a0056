using System.Runtime.InteropServices;

namespace K8sMirror.Bpf.Interop;

/// <summary>System calls that the C library does not wrap.</summary>
internal static class SystemCallNumbers
{
    public static readonly int Bpf = RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => 321,
        Architecture.Arm64 => 280,
        var other => throw new PlatformNotSupportedException($"No system call numbers for {other}."),
    };
}
