namespace K8sMirror.Core.Lines;

/// <summary>The separators of a mirror line, and its bounds.</summary>
internal static class LineSyntax
{
    public const char RuleSeparator = '_';
    public const char SourceSeparator = '/';
    public const char TargetMark = '@';

    /// <summary>Maximum number of characters in a line: room for 64 NICs each copied to the 63 others, and about what Linux accepts as one argument.</summary>
    public const int MaxLength = 128 * 1024;

    public const string Example = "eth1@eth2";

    /// <summary>Hint for rules that do not parse: perhaps the separator was meant as part of a name.</summary>
    public const string UnderscoreHint =
        " ('_' separates rules here, so a NIC with '_' in its name cannot stand in a line: write a TrafficMirror in YAML for it)";
}
