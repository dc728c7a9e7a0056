namespace K8sMirror.Demo;

internal static class Program
{
    private const string Usage = """
        k8smirror-demo watch --while PID NIC=CAPTURE:SOURCES …     show what each tool receives, until process PID ends
        k8smirror-demo verify NIC=CAPTURE:REFERENCE[+REFERENCE] …  exit 0 if each capture holds exactly the frames of its references
        k8smirror-demo picture TITLE < TERMINAL > SVG              draw a screen that was captured with its colours
        """;

    private static int Main(string[] args)
    {
        switch (args)
        {
            case ["watch", "--while", var pid, .. var tools] when tools.Length > 0:
                new LiveTable([.. tools.Select(ToolArgument.Parse)]).Run(int.Parse(pid, null));
                return 0;
            case ["verify", .. var tools] when tools.Length > 0:
                return Verification.Run([.. tools.Select(ToolArgument.Parse)], Console.Out) ? 0 : 1;
            case ["picture", var title]:
                TerminalPicture.Draw(title, Console.In, Console.Out);
                return 0;
            default:
                Console.Error.WriteLine(Usage);
                return 2;
        }
    }
}
