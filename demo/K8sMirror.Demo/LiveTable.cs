using System.Diagnostics;
using System.Globalization;

namespace K8sMirror.Demo;

/// <summary>Shows what each tool receives: redrawn in place on a terminal, a block every few seconds elsewhere.</summary>
internal sealed class LiveTable(IReadOnlyList<ToolArgument> tools)
{
    private static readonly string[] Protocols = ["ARP", "ICMP", "DNS", "HTTP", "TCP", "UDP"];

    private readonly bool inPlace = !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("TERM") is not (null or "dumb");
    private int drawnLines;

    /// <summary>Returns when the process <paramref name="pid"/> has ended; the last table stays on the screen.</summary>
    public void Run(int pid)
    {
        var views = tools.Select(t => new ToolView(t)).ToList();
        var clock = Stopwatch.StartNew();
        var next = TimeSpan.Zero;
        bool running;
        do
        {
            running = IsRunning(pid);
            views.ForEach(v => v.Update());
            if (inPlace || !running || clock.Elapsed >= next)
            {
                next = clock.Elapsed + TimeSpan.FromSeconds(5);
                Draw(views, clock.Elapsed);
            }
            Thread.Sleep(running ? 250 : 0);
        }
        while (running);
        views.ForEach(v => v.Dispose());
    }

    private static bool IsRunning(int pid)
    {
        try
        {
            // The third field is the state; a zombie has ended, even if its parent has not noticed yet.
            return File.ReadAllText($"/proc/{pid}/stat") is var stat && stat[stat.LastIndexOf(')') + 2] != 'Z';
        }
        catch (IOException)
        {
            return false;
        }
    }

    private void Draw(List<ToolView> views, TimeSpan elapsed)
    {
        var lines = new List<string>
        {
            $"{Bold("tool on")}  {Bold("gets what enters")}  {Bold("   frames")}  {Bold("   MB")}  {string.Join("", Protocols.Select(p => Bold(p.PadLeft(7))))}  {Bold("last frame")}",
        };
        lines.AddRange(views.Select(Row));
        lines.Add(string.Create(CultureInfo.InvariantCulture, $"{elapsed.TotalSeconds,5:0} s"));
        if (inPlace && drawnLines > 0)
        {
            Console.Write($"\e[{drawnLines}A");
        }
        foreach (var line in lines)
        {
            Console.WriteLine(inPlace ? line + "\e[K" : line);
        }
        drawnLines = lines.Count;
    }

    private string Row(ToolView view)
    {
        var counts = string.Join("", Protocols.Select(p => view.Count(p).ToString("N0", CultureInfo.InvariantCulture).PadLeft(7)));
        var last = view.Last.Length > 46 ? view.Last[..45] + "…" : view.Last;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Colour(view.Tool.Nic.PadRight(7))}  {string.Join(" + ", view.Tool.Sources),-16}  {view.Frames,9:N0}  {view.Bytes / 1e6,5:0.0}  {counts}  {last}");
    }

    private string Bold(string text) => inPlace ? $"\e[1m{text}\e[0m" : text;

    private string Colour(string text) => inPlace ? $"\e[32m{text}\e[0m" : text;
}
