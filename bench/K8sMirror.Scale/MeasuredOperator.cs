using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using K8sMirror.Testing;
using K8sMirror.Testing.ControlPlane;

namespace K8sMirror.Scale;

/// <summary>The operator as a process, with its figures from /proc.</summary>
internal sealed partial class MeasuredOperator : IDisposable
{
    private readonly ChildProcess process;
    private readonly HttpClient http;

    public MeasuredOperator(ApiServer server, string user)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}/") };
        process = ChildProcess.Start(
            "dotnet",
            [
                Path.Combine(AppContext.BaseDirectory, "k8smirror-operator.dll"), "run", "--kubeconfig", server.Kubeconfig(user),
                "--namespace", "k8smirror-system", "--metrics-address", $"127.0.0.1:{port}",
            ],
            Path.Combine(server.Folder, "operator.log"));
    }

    /// <summary>Resident memory now and at its peak.</summary>
    public MemoryUse Memory()
    {
        var status = File.ReadAllLines($"/proc/{process.Id}/status");
        int Mib(string field) => int.Parse(
            status.First(line => line.StartsWith(field, StringComparison.Ordinal)).Split(':')[1].Replace("kB", "", StringComparison.Ordinal),
            CultureInfo.InvariantCulture) / 1024;
        return new(Mib("VmRSS"), Mib("VmHWM"));
    }

    /// <summary>CPU time since the start.</summary>
    public TimeSpan Cpu() => Cpu(process.Id);

    /// <summary>CPU time of a process since its start.</summary>
    public static TimeSpan Cpu(int process)
    {
        var fields = File.ReadAllText($"/proc/{process}/stat").Split(") ")[1].Split(' ');
        var ticks = long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture);
        return TimeSpan.FromSeconds(ticks / 100.0);
    }

    /// <summary>Write requests so far: kind, verb, outcome and number.</summary>
    public async Task<IReadOnlyList<string>> WritesAsync() => [.. (await http.GetStringAsync("metrics")).Split('\n')
        .Select(line => Written().Match(line)).Where(match => match.Success)
        .Select(match => $"{match.Groups[1]} {match.Groups[3]} {match.Groups[2]} {match.Groups[4]}")];

    /// <summary>Sum of a counter over all labels that contain the given text.</summary>
    public async Task<double> CountAsync(string metric, string label = "") => (await http.GetStringAsync("metrics")).Split('\n')
        .Where(line => line.StartsWith(metric + "{", StringComparison.Ordinal) && line.Contains(label, StringComparison.Ordinal))
        .Sum(line => double.Parse(line[(line.IndexOf('}', StringComparison.Ordinal) + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0], CultureInfo.InvariantCulture));

    public Task FirstPassAsync(TimeSpan within) => EventuallyAsync.True(
        async () => (await http.GetStringAsync("metrics")).Contains("k8smirror_operator_reconcile_duration_seconds_count{", StringComparison.Ordinal),
        "a pass was made", within);

    [GeneratedRegex("^k8smirror_operator_writes_total\\{kind=\"(\\w+)\",outcome=\"(\\w+)\",verb=\"(\\w+)\"\\} (\\d+)")]
    private static partial Regex Written();

    public void Dispose()
    {
        process.Dispose();
        http.Dispose();
    }
}
