using System.Runtime.InteropServices;
using System.Text;

namespace K8sMirror.Bpf.Interop;

/// <summary>
/// Collects libbpf's output (including the verifier's log) for the thread that called it; nothing ever goes to standard error.
/// </summary>
internal sealed unsafe class LibbpfLog : IDisposable
{
    private const int LevelDebug = 2;

    // A verifier log is at most 16 MiB (the kernel's own limit); unwritten pages cost nothing.
    private const int LongestMessage = (16 << 20) + 4096;

    [ThreadStatic]
    private static StringBuilder? current;

    private readonly StringBuilder collected = new();

    static LibbpfLog() => Libbpf.SetPrint(&Print);

    public LibbpfLog() => current = collected;

    public string Text => collected.ToString();

    public void Dispose() => current = null;

    [UnmanagedCallersOnly]
    private static int Print(int level, byte* format, nint arguments)
    {
        if (level >= LevelDebug || current is not { } text)
        {
            return 0;
        }
        // The argument list can be walked only once, so the length cannot be measured first.
        var buffer = (byte*)NativeMemory.Alloc(LongestMessage);
        try
        {
            var length = UndeclaredCalls.vsnprintf(buffer, LongestMessage, format, arguments);
            text.Append(Encoding.UTF8.GetString(buffer, Math.Clamp(length, 0, LongestMessage - 1)));
            return length;
        }
        finally
        {
            NativeMemory.Free(buffer);
        }
    }
}
