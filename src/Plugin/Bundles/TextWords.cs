namespace K8sMirror.Plugin.Bundles;

/// <summary>Classifies words by what they look like, not by meaning.</summary>
internal static class TextWords
{
    /// <summary>Length of the word at the beginning of the text; 0 if there is none.</summary>
    public static int LengthOf(ReadOnlySpan<char> rest)
    {
        var length = 0;
        while (length < rest.Length && (char.IsAsciiLetterOrDigit(rest[length]) || rest[length] is '-' or '_' or '.'))
        {
            length++;
        }
        return length;
    }

    /// <summary>A value that reveals nothing: a constant, something already removed, or only the end of a list.</summary>
    public static bool IsConstant(ReadOnlySpan<char> value) =>
        value.TrimEnd(",;}])") is "true" or "false" or "null" or Redactor.Removed || value.Trim(",;}])").IsEmpty;

    /// <summary>A word as in sentences, or the status of a response.</summary>
    public static bool IsOfASentence(ReadOnlySpan<char> chunk)
    {
        var word = chunk.TrimStart('(').TrimEnd(".,;:!?)");
        if (word.Length is 0 or > 12)
        {
            return word.Length == 0;
        }
        if (word.Length == 3 && word.IndexOfAnyExceptInRange('0', '9') < 0)
        {
            return true;
        }
        foreach (var c in word)
        {
            if (c is not (>= 'a' and <= 'z'))
            {
                return false;
            }
        }
        return true;
    }
}
