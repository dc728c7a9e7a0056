using System.Text;

namespace K8sMirror.Bpf;

/// <summary>Text in the form that the C library takes.</summary>
internal static class CString
{
    /// <summary>UTF-8 with a terminating zero.</summary>
    public static byte[] Of(string text) => Encoding.UTF8.GetBytes(text + '\0');
}
