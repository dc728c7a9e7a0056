using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace K8sMirror.Scale;

/// <summary>Prints the lines of a table as they come, and writes them as JSON at the end.</summary>
internal sealed class ScaleReport
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, IndentSize = 1 };
    private readonly JsonObject values = [];

    /// <summary>A number.</summary>
    public void Add(string key, string what, double value, string unit = "")
    {
        values[key] = Math.Round(value, 2);
        Print(what, $"{value.ToString("0.##", CultureInfo.InvariantCulture)} {unit}".Trim());
    }

    /// <summary>Memory.</summary>
    public void Add(string key, string what, MemoryUse memory)
    {
        values[key] = new JsonObject { ["now"] = memory.Now, ["peak"] = memory.Peak };
        Print(what, memory.ToString());
    }

    /// <summary>A text.</summary>
    public void Add(string key, string what, string value)
    {
        values[key] = value;
        Print(what, value);
    }

    /// <summary>The machine's current load average over one minute.</summary>
    public void AddLoad(string key, string what) => Add(key, what, File.ReadAllText("/proc/loadavg").Split(' ')[0]);

    /// <summary>Writes the JSON.</summary>
    public void Save(string file) => File.WriteAllText(file, values.ToJsonString(Indented) + "\n");

    private static void Print(string what, string value) => Console.WriteLine($"| {what} | {value} |");
}
