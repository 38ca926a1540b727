use keisan::graph;

graph! {
    graph G<const B: usize> {
        input x: [B, 9];
        labels y: [B] in 10;
        loss = mean(cross_entropy(softmax(x), y));
    }
}

fn main() {}
