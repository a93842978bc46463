# expect: full
import torch
import torch.nn.functional as F


def accuracy_of(net, loader):
    net.eval()
    hits, seen = 0, 0
    with torch.no_grad():
        for x, y in loader:
            scores = net(x)
            hits += (scores.argmax(1) == y).sum().item()
            seen += len(y)
    return hits / seen


def train(net, train_loader, test_loader, n_epochs, lr):
    optimizer = torch.optim.SGD(net.parameters(), lr=lr)
    for _ in range(n_epochs):
        net.train()
        for x, y in train_loader:
            optimizer.zero_grad()
            output = net(x)
            F.cross_entropy(output, y).backward()
            optimizer.step()
        accuracy = accuracy_of(net, test_loader)
    return accuracy
