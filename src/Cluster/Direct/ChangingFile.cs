using System.Security.Cryptography;

namespace K8sMirror.Cluster.Direct;

/// <summary>
/// A small file that changes, such as a rotating token or certificate: read at each call, parsed if its text has changed. Modification times do not work: a pod
/// sees a link to a link to the file, and the outer link never changes. Thread-safe.
/// </summary>
public sealed class ChangingFile<T>(string path, Func<string, T> parse)
    where T : class
{
    private readonly Lock gate = new();
    private string? text;
    private T? value;

    /// <summary>The current value; the last one while the file cannot be read or parsed, as in the middle of a rotation.</summary>
    /// <exception cref="IOException">It cannot be read, and never could.</exception>
    public T Get()
    {
        lock (gate)
        {
            if (Read() is { } now && now != text)
            {
                try
                {
                    value = parse(now);
                    text = now;
                }
                catch (CryptographicException) when (value is not null)
                {
                    // Half written; the next call tries again.
                }
            }
            return value!;
        }
    }

    private string? Read()
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (value is not null && e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
