namespace K8sMirror.Bench;

/// <summary>Command line: <c>--agent PATH</c>, <c>--rounds N</c>, <c>--only packets|program|tcp|events</c>, <c>--output DIR</c>.</summary>
internal sealed record Options(string Agent, int Rounds, string Only, string Output)
{
    public const string Usage = "k8smirror-bench --agent PATH [--rounds N] [--only packets|program|tcp|events] [--output DIR]";

    /// <exception cref="ArgumentException">Not an option, or one without its value.</exception>
    public static Options Parse(IReadOnlyList<string> args)
    {
        var values = new Dictionary<string, string> { ["--agent"] = "", ["--rounds"] = "5", ["--only"] = "", ["--output"] = "bench/results" };
        for (var i = 0; i < args.Count; i += 2)
        {
            if (!values.ContainsKey(args[i]) || i + 1 == args.Count)
            {
                throw new ArgumentException($"what is '{args[i]}'? {Usage}");
            }
            values[args[i]] = args[i + 1];
        }
        return new(
            Path.GetFullPath(values["--agent"] is { Length: > 0 } agent ? agent : throw new ArgumentException(Usage)),
            int.Parse(values["--rounds"], null),
            values["--only"],
            values["--output"]);
    }
}
