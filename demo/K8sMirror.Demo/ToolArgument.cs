namespace K8sMirror.Demo;

/// <summary><c>NIC=CAPTURE:A+B</c>: a tool behind a NIC, its capture file, and the sources that it must receive.</summary>
internal sealed record ToolArgument(string Nic, string Capture, IReadOnlyList<string> Sources)
{
    public static ToolArgument Parse(string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        var colon = text.LastIndexOf(':');
        if (equals <= 0 || colon < equals)
        {
            throw new ArgumentException($"not NIC=CAPTURE:SOURCES: '{text}'");
        }
        return new(text[..equals], text[(equals + 1)..colon], text[(colon + 1)..].Split('+'));
    }
}
