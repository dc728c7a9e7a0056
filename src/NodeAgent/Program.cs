using System.Text;
using K8sMirror.Bpf.Files;
using K8sMirror.NodeAgent;
using K8sMirror.NodeAgent.Commands;

StandardStreams.Complete();
Console.OutputEncoding = Encoding.UTF8;
return await CommandLine.InvokeAsync(args, KernelSeams.Create(), Console.Out, Console.Error).ConfigureAwait(false);
