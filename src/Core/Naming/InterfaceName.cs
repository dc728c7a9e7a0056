using System.Text;

namespace K8sMirror.Core.Naming;

/// <summary>Names of network interfaces that the kernel accepts, in the form of <see cref="NameEscapes"/>.</summary>
public static class InterfaceName
{
    /// <summary>Maximum number of bytes in a name: IFNAMSIZ - 1.</summary>
    public const int MaxBytes = 15;

    /// <summary>Maximum number of characters in a name, since each byte may be written as <c>\xff</c>.</summary>
    public const int MaxLength = MaxBytes * 4;

    /// <summary>
    /// Null if the kernel could have a NIC of this name and it is not one of ours; else what is wrong with it, as the end of a sentence that
    /// starts with the quoted name.
    /// </summary>
    /// <remarks>The rules are dev_valid_name's, plus '%', which the kernel takes as the start of a number to fill in.</remarks>
    public static string? Problem(string name)
    {
        if (name.Length == 0)
        {
            return "is empty; write the name of a NIC";
        }
        if (name is "." or "..")
        {
            return "is no NIC: the kernel refuses this name";
        }
        if (CharacterProblem(name) is { } problem)
        {
            return problem;
        }
        var bytes = NameEscapes.ToName(name).Length;
        if (bytes > MaxBytes)
        {
            return $"is {bytes} bytes long; a NIC's name has at most {MaxBytes} (if this is its altname, 'ip link' shows the name before it)";
        }
        return CutterDevices.Contains(name) || OffloadDevices.Contains(name) ? "is reserved: K8sMirror uses this NIC itself" : null;
    }

    /// <summary>Null if each character is allowed in a NIC's name; else what is wrong, as in <see cref="Problem"/>.</summary>
    internal static string? CharacterProblem(string text)
    {
        foreach (var c in text)
        {
            if (c is ' ' or (>= '\t' and <= '\r'))
            {
                return "has white space, which no NIC's name has; remove it";
            }
            if (c is '/' or ':' or '%' or '\0')
            {
                return $"has {Quoting.Quote(c.ToString())}, which no NIC's name has; remove it";
            }
        }
        if (!IsPaired(text))
        {
            return "is not valid Unicode text";
        }
        foreach (var rune in text.EnumerateRunes())
        {
            if (!NameEscapes.IsShown(rune))
            {
                return rune == Rune.ReplacementChar
                    ? "has bytes that are not UTF-8; write each of them as in \\xff"
                    : $"has a character that is not visible; write {string.Concat(Encoding.UTF8.GetBytes(rune.ToString()).Select(NameEscapes.Of))} in its place";
            }
        }
        return ByteProblem(text, NameEscapes.ToName(text));
    }

    private static string? ByteProblem(string text, byte[] name)
    {
        // The kernel checks bytes by a Latin-1 table: the byte 0xA0 is a space there, also in the middle of a UTF-8 sequence.
        if (name.Contains((byte)0xA0))
        {
            return "has a character that the kernel takes for white space; remove it";
        }
        foreach (var value in name)
        {
            if (value is 0 or (byte)' ' or (>= (byte)'\t' and <= (byte)'\r') or (byte)'/' or (byte)':' or (byte)'%')
            {
                return $"has '{NameEscapes.Of(value)}', which no NIC's name has; remove it";
            }
        }
        var written = NameEscapes.ToText(name);
        return written == text ? null : $"is written {Quoting.Quote(written)}";
    }

    private static bool IsPaired(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                i++;
            }
            else if (char.IsSurrogate(text[i]))
            {
                return false;
            }
        }
        return true;
    }
}
