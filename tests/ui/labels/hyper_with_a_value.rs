use keisan::graph;

graph! {
    graph G<const B: usize> {
        input x: [B, 10];
        hyper rate: scalar = 0.1;
        loss = mean(x * rate);
    }
}

fn main() {}
